/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/output.h"

#include "base/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status output_flush(struct error *error)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return STATUS_OK;
    if (errno == EPIPE)
        return STATUS_END;
    return error_set(error, STATUS_FAILED, _("cannot write to standard output: %s"), strerror(errno));
}

enum status output_take(char *text, struct error *error)
{
    if (!text)
        return error_set(error, STATUS_NO_MEMORY, _("not enough memory for the report"));
    puts(text);
    free(text);
    return output_flush(error);
}
