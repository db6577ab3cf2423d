/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* term: curses behind one door.  What a view draws goes to a grid; at the end of a frame only the
 * cells that differ from what the terminal shows are handed to curses. */
#include "config.h"

#include "tui/term.h"

#include "base/i18n.h"
#include "tui/grid.h"
#include "tui/term_guard.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <time.h>
#include <unistd.h>

/* term.h makes macros of them. */
#undef columns
#undef lines

enum { COLUMNS_MAX = 1000, ROWS_MAX = 500, IDLE_READS_MAX = 100 };

static struct {
    bool active;
    bool mouse;
    bool utf8;
    int in_fd, out_fd;
    FILE *in, *out;
    SCREEN *screen;
    WINDOW *input; /* a pad: reading a key must not draw */
    struct grid next, shown;
    bool more_keys; /* curses may hold keys that it has read already */
    bool all; /* the terminal's content is not known */
} term;

double term_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool term_is_capable(void)
{
    const char *name = getenv("TERM");
    int result;
    if (!isatty(STDOUT_FILENO) || !name || !*name || strcmp(name, "dumb") == 0)
        return false;
    if (setupterm(name, STDOUT_FILENO, &result) != OK)
        return false;
    const bool able = tigetstr("cup") != NULL && tigetstr("cup") != (char *)-1
        && tigetstr("clear") != NULL && tigetstr("clear") != (char *)-1;
    del_curterm(cur_term);
    return able;
}

/* Keys come from the terminal even when stdin carries the sound. */
static int open_keyboard(void)
{
    if (isatty(STDIN_FILENO))
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    const int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    return fd >= 0 ? fd : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

/* Appends a terminal string without its padding, which a crash has no time for. */
static void append_capability(char *bytes, size_t size, const char *name)
{
    const char *text = tigetstr(name);
    if (!text || text == (char *)-1)
        return;
    size_t length = strlen(bytes);
    while (*text && length + 1 < size) {
        const char *close = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
        if (close)
            text = close + 1;
        else
            bytes[length++] = *text++;
    }
    bytes[length] = 0;
}

static void prepare_restore(bool mouse)
{
    static const char *const names[] = {"sgr0", "op", "rmacs", "rmkx", "cnorm", "rmcup"};
    char bytes[256] = "";
    if (mouse)
        strcpy(bytes, "\033[?1000l\033[?1002l\033[?1003l\033[?1006l");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        append_capability(bytes, sizeof bytes, names[i]);
    strncat(bytes, "\r", sizeof bytes - strlen(bytes) - 1);
    guard_set_restore(bytes, strlen(bytes));
}

static enum theme_glyphs choose_glyphs(const struct term_options *options)
{
    const char *name = getenv("TERM");
    if (options->ascii || !term.utf8)
        return GLYPHS_ASCII;
    if (options->theme.glyphs != GLYPHS_FULL)
        return options->theme.glyphs;
    return name && strcmp(name, "linux") == 0 ? GLYPHS_REDUCED : GLYPHS_FULL;
}

static bool resize_grids(void)
{
    struct winsize size;
    int rows = 24, columns = 80;
    if (ioctl(term.out_fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        rows = size.ws_row < ROWS_MAX ? size.ws_row : ROWS_MAX;
        columns = size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
    } else if (LINES > 0 && COLS > 0) {
        rows = LINES;
        columns = COLS;
    }
    if (rows != LINES || columns != COLS)
        resize_term(rows, columns);
    term.all = true;
    return grid_resize(&term.next, rows, columns) && grid_resize(&term.shown, rows, columns);
}

static void close_streams(void)
{
    if (term.in)
        fclose(term.in);
    else if (term.in_fd >= 0)
        close(term.in_fd);
    if (term.out)
        fclose(term.out);
    else if (term.out_fd >= 0)
        close(term.out_fd);
    term.in = term.out = NULL;
    term.in_fd = term.out_fd = -1;
}

static bool open_streams(void)
{
    term.in_fd = open_keyboard();
    term.out_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (term.in_fd >= 0)
        term.in = fdopen(term.in_fd, "r");
    if (term.out_fd >= 0)
        term.out = fdopen(term.out_fd, "w");
    return term.in && term.out;
}

static void set_modes(const struct term_options *options)
{
    cbreak();
    noecho();
    nonl();
    curs_set(0);
    leaveok(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    set_escdelay(25);
    term.input = newpad(1, 1);
    keypad(term.input, TRUE);
    nodelay(term.input, TRUE);
    if (options->mouse)
        mousemask(BUTTON1_CLICKED | BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    if (options->mouse)
        mouseinterval(0);
}

enum status term_start(const struct term_options *options, struct error *error)
{
    if (term.active)
        term_stop();
    term.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    term.mouse = options->mouse;
    if (!open_streams() || !guard_start(term.in_fd, term.out_fd)) {
        close_streams();
        return error_set(error, STATUS_FAILED,
                         _("no terminal to draw on: %s; --line prints plain lines"),
                         strerror(errno));
    }
    term.screen = newterm(NULL, term.out, term.in);
    if (!term.screen) {
        guard_stop();
        close_streams();
        return error_set(error, STATUS_FAILED,
                         _("terminal type \"%s\" is not known; set TERM, or use --line"),
                         getenv("TERM") ? getenv("TERM") : "");
    }
    term.active = term.more_keys = true;
    set_modes(options);
    prepare_restore(options->mouse);
    struct theme_options theme = options->theme;
    theme.glyphs = choose_glyphs(options);
    theme_start(&theme);
    if (!resize_grids()) {
        term_stop();
        return error_set(error, STATUS_NO_MEMORY, _("memory is short"));
    }
    return STATUS_OK;
}

void term_stop(void)
{
    if (!term.active)
        return;
    term.active = false;
    if (term.mouse)
        mousemask(0, NULL);
    endwin();
    guard_stop();
    delwin(term.input);
    delscreen(term.screen);
    term.screen = NULL;
    close_streams();
    grid_free(&term.next);
    grid_free(&term.shown);
}

void term_size(int *rows, int *columns)
{
    *rows = term.next.rows;
    *columns = term.next.columns;
}

bool term_read_stderr(char *line, size_t size)
{
    return guard_read_stderr(line, size);
}

void term_suspend(void)
{
    endwin();
    guard_suspend();
    resize_grids();
    clearok(curscr, TRUE);
    wrefresh(stdscr);
    curs_set(0);
}

/* Events. */

static const struct {
    int curses;
    int key;
} key_map[] = {
    {KEY_UP, TERM_KEY_UP},       {KEY_DOWN, TERM_KEY_DOWN},   {KEY_LEFT, TERM_KEY_LEFT},
    {KEY_RIGHT, TERM_KEY_RIGHT}, {KEY_PPAGE, TERM_KEY_PAGE_UP}, {KEY_NPAGE, TERM_KEY_PAGE_DOWN},
    {KEY_HOME, TERM_KEY_HOME},   {KEY_END, TERM_KEY_END},     {KEY_ENTER, TERM_KEY_ENTER},
    {KEY_BTAB, TERM_KEY_BACK_TAB}, {KEY_F(1), TERM_KEY_F1},   {KEY_BACKSPACE, TERM_KEY_BACKSPACE},
};

static bool read_mouse(struct term_event *event)
{
    MEVENT mouse;
    if (getmouse(&mouse) != OK)
        return false;
    event->key = TERM_KEY_MOUSE;
    event->mouse_y = mouse.y;
    event->mouse_x = mouse.x;
    event->wheel = mouse.bstate & BUTTON4_PRESSED ? -1 : mouse.bstate & BUTTON5_PRESSED ? 1 : 0;
    return event->wheel || (mouse.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED));
}

/* A key if one waits; ERR when the terminal went away. */
static bool read_key(struct term_event *event)
{
    wint_t code;
    const int kind = wget_wch(term.input, &code);
    if (kind == ERR)
        return false;
    event->kind = TERM_KEY;
    if (kind == KEY_CODE_YES) {
        if (code == KEY_MOUSE)
            return read_mouse(event);
        for (size_t i = 0; i < sizeof key_map / sizeof key_map[0]; i++)
            if (key_map[i].curses == (int)code) {
                event->key = key_map[i].key;
                return true;
            }
        return false;
    }
    event->key = code == 27 ? TERM_KEY_ESCAPE
        : code == '\r' || code == '\n' ? TERM_KEY_ENTER
        : code == '\t' ? TERM_KEY_TAB
        : code == 127 || code == 8 ? TERM_KEY_BACKSPACE
        : (int)code;
    return true;
}

static bool read_signals(struct term_event *event)
{
    const unsigned signals = guard_take();
    if (signals & GUARD_QUIT) {
        event->kind = TERM_QUIT;
        return true;
    }
    if (signals & GUARD_SUSPEND)
        term_suspend();
    else if (signals & (GUARD_RESIZE | GUARD_CONTINUE))
        resize_grids();
    if (signals && term.next.cells) {
        clearok(curscr, TRUE);
        event->kind = TERM_RESIZE;
        return true;
    }
    return false;
}

struct term_event term_wait(double deadline_s)
{
    struct term_event event = {.kind = TERM_TICK};
    for (int idle_reads = 0;; idle_reads++) {
        if (term.more_keys && read_key(&event))
            return event;
        term.more_keys = false;
        event.kind = TERM_TICK;
        struct pollfd polled[2] = {{.fd = term.in_fd, .events = POLLIN},
                                   {.fd = guard_fd(), .events = POLLIN}};
        double left_s = deadline_s - term_now_s();
        if (left_s < 0.0)
            left_s = 0.0;
        const struct timespec timeout = {
            .tv_sec = (time_t)left_s, .tv_nsec = (long)((left_s - (double)(time_t)left_s) * 1e9)};
        const int ready = ppoll(polled, 2, &timeout, NULL);
        if (ready == 0)
            return event;
        if (ready < 0)
            continue;
        if (polled[1].revents && read_signals(&event))
            return event;
        const bool gone = (polled[0].revents & (POLLHUP | POLLERR | POLLNVAL))
                          || idle_reads > IDLE_READS_MAX;
        if (gone) {
            event.kind = TERM_QUIT;
            return event;
        }
        term.more_keys = polled[0].revents != 0;
    }
}

/* Drawing. */

/* tmux's rule: a line that has not taken what was sent, gets no more. */
static bool line_is_free(void)
{
    int queued = 0;
    struct pollfd polled = {.fd = term.out_fd, .events = POLLOUT};
    if (poll(&polled, 1, 0) <= 0 || !(polled.revents & POLLOUT))
        return false;
    return ioctl(term.out_fd, TIOCOUTQ, &queued) < 0
        || queued <= term.next.columns * term.next.rows / 2;
}

static void send_cell(int row, int column, const struct grid_cell *cell)
{
    wchar_t text[3] = {(wchar_t)cell->code, (wchar_t)cell->accent, 0};
    char encoded[16];
    if (!term.utf8 && cell->code >= 0x80 && wctomb(encoded, text[0]) < 0)
        wcscpy(text, L"?");
    const unsigned long attr = theme_attr((enum theme_role)cell->role);
    cchar_t out;
    if (setcchar(&out, text, (attr_t)(attr & ~(unsigned long)A_COLOR),
                 (short)PAIR_NUMBER(attr), NULL) == OK)
        mvadd_wch(row, column, &out);
}

static void send_row(int row)
{
    const struct grid_cell *next = grid_row(&term.next, row);
    struct grid_cell *shown = grid_row(&term.shown, row);
    const int columns = term.next.columns;
    if (!term.all && memcmp(next, shown, (size_t)columns * sizeof *next) == 0)
        return;
    for (int x = 0; x < columns; x++)
        if (next[x].columns > 0
            && (term.all || memcmp(&next[x], &shown[x], sizeof *next) != 0
                || (next[x].columns == 2 && shown[x + 1].columns != 0)))
            send_cell(row, x, &next[x]);
    memcpy(shown, next, (size_t)columns * sizeof *next);
}

void term_begin(void)
{
    grid_erase(&term.next);
}

bool term_end(void)
{
    if (!line_is_free())
        return false;
    for (int row = 0; row < term.next.rows; row++)
        send_row(row);
    term.all = false;
    refresh();
    return true;
}

void term_redraw_all(void)
{
    term.all = true;
    clearok(curscr, TRUE);
}

void term_keep(int row, int column, int rows, int columns)
{
    if (row < 0 || column < 0 || row + rows > term.next.rows
        || column + columns > term.next.columns)
        return;
    for (int y = row; y < row + rows; y++)
        memcpy(grid_row(&term.next, y) + column, grid_row(&term.shown, y) + column,
               (size_t)columns * sizeof(struct grid_cell));
}

int term_put(int row, int column, int max_columns, enum theme_role role, const char *text)
{
    return grid_put(&term.next, row, column, max_columns, role, text);
}
