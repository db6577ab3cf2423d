/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as an export of learning: refused, or every answer is sane and can be learned from. */
#include "tests/fuzz/fuzz.h"

#include "advise/learn.h"
#include "commands/learn_share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct learned learned;
    char *copy = malloc(size + 1);
    if (!copy || size == 0) {
        free(copy);
        return 0;
    }
    memcpy(copy, data, size);
    FILE *in = fmemopen(copy, size, "r");
    struct answer *answers = NULL;
    struct error error = {.status = STATUS_OK};
    size_t count = 0;
    const enum status status = learn_import_read(in, "x", &answers, &count, &error);
    fclose(in);
    free(copy);
    if (status != STATUS_OK) {
        if (error.text[0] == '\0')
            abort();
        return 0;
    }
    struct learn *learn = learn_new("p", 2000000000);
    for (size_t i = 0; i < count; i++) {
        if (!answer_is_sane(&answers[i]))
            abort();
        learn_add(learn, &answers[i]);
    }
    learn_conclude(learn, &learned);
    for (uint32_t i = 0; i < learned.count; i++)
        if (!(learned.rules[i].weight >= LEARN_WEIGHT_MIN && learned.rules[i].weight <= LEARN_WEIGHT_MAX &&
              learned.rules[i].shift >= -LEARN_SHIFT_MAX && learned.rules[i].shift <= LEARN_SHIFT_MAX))
            abort();
    learn_free(learn);
    free(answers);
    return 0;
}
