/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_sections: the sections of the music as a strip, each column a stretch of time. */
#include "config.h"

#include "tui/panel.h"

#include "base/format.h"

#include <math.h>

/* NULL in silence, and where nothing is known. */
static const struct section_reading *section_at(const struct structure_reading *structure,
                                                double time_s)
{
    for (unsigned i = structure->count; i > 0; i--) {
        const struct section_reading *section = &structure->sections[i - 1];
        if (time_s >= section->start_s)
            return section->label < 0 || time_s >= section->end_s ? NULL : section;
    }
    return NULL;
}

void panel_sections(const struct view_context *context, struct area area, double end_s,
                    int first_seconds, int seconds_per_column)
{
    const struct structure_reading *structure = &context->slow->listen.structure;
    const struct section_reading *before = NULL;
    const double oldest_s = end_s - context->slow->history_count;
    for (int x = 0; x < area.w; x++) {
        const int columns = area.w - 1 - x; /* to the newest, which may be unfinished */
        const double from_s = end_s - first_seconds - columns * seconds_per_column;
        const double length_s = columns == 0 ? first_seconds : seconds_per_column;
        const struct section_reading *section =
            from_s + length_s <= oldest_s ? NULL : section_at(structure, from_s + 0.5 * length_s);
        if (section) {
            const char letter[2] = {format_section_letter(section), 0};
            const bool begins = section != before;
            widget_text(area, 0, x, begins ? THEME_STRONG : THEME_DIM,
                        begins ? letter : theme_glyph(GLYPH_HLINE));
        }
        before = section;
    }
}
