/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Twenty questions as people ask them, in each language: the right entry is among the first three, whatever
 * language the program speaks. */
#include "advise/knowledge_search.h"
#include "tests/shipped.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { HITS = 3, LANGUAGES = 5 };

/* The same thing, asked in English, German, Spanish, French and Japanese; which entries answer it. */
static const struct {
    const char *asked[LANGUAGES];
    const char *answers;
} rows[] = {
    {{"why does my mix sound muddy", "warum klingt mein mix so matschig", "por qué suena turbia mi mezcla",
      "pourquoi mon mix est boueux", "ミックスの音が濁るのはなぜ"},
     "advice/mud"},
    {{"how loud for spotify", "wie laut für spotify", "qué volumen para spotify", "quel volume pour spotify",
      "spotifyに合う音量はどのくらい"},
     "target/spotify"},
    {{"vocal buried", "der gesang geht im mix unter", "la voz queda enterrada en la mezcla",
      "la voix est noyée dans le mix", "ボーカルが埋もれる"},
     "advice/level_balance"},
    {{"the s sounds are too sharp", "die s-laute sind zu scharf", "las eses silban demasiado",
      "les s sifflent trop", "サ行が耳につく"},
     "advice/sibilance"},
    {{"kick and bass fight each other", "kick und bass beißen sich", "el bombo y el bajo chocan",
      "la grosse caisse et la basse se gênent", "キックとベースがぶつかる"},
     "advice/masking"},
    {{"which compressor for vocals", "welcher kompressor für gesang", "qué compresor para la voz",
      "quel compresseur pour la voix", "ボーカルにどのコンプレッサー"},
     "effect/opto effect/fet chain/vocals"},
    {{"how much headroom for mastering", "wie viel headroom fürs mastering",
      "cuánto headroom dejo para masterizar", "combien de marge pour le mastering",
      "マスタリング前のヘッドルームはどのくらい"},
     "topic/for-mastering"},
    {{"my recording crackles and is distorted", "meine aufnahme ist verzerrt und knistert",
      "mi grabación está distorsionada", "mon enregistrement sature", "録音した音が歪む"},
     "advice/clipping"},
    {{"there is a buzz from my guitar amp", "mein gitarrenverstärker brummt",
      "hay un zumbido en la guitarra", "il y a une ronflette dans ma guitare", "ギターからブーンという音"},
     "advice/hum"},
    {{"my mix sounds thin and small", "mein mix klingt dünn", "mi mezcla suena delgada y sin cuerpo",
      "mon mix est maigre", "音が細い"},
     "advice/thin"},
    {{"the cymbals hurt my ears", "die becken tun in den ohren weh", "los platillos suenan estridentes",
      "les cymbales font mal aux oreilles", "シンバルが耳に痛い"},
     "advice/harsh"},
    {{"my mix disappears in mono", "mein mix verschwindet in mono", "mi mezcla desaparece en mono",
      "mon mix disparaît en mono", "モノラルで音が消える"},
     "advice/polarity"},
    {{"what is lufs", "was ist lufs", "qué son los lufs", "c'est quoi les lufs", "lufsとは何ですか"},
     "metric/loudness"},
    {{"delay time for 120 bpm", "delayzeit für 120 bpm", "tiempo de delay para 120 bpm",
      "temps de délai pour 120 bpm", "テンポ120のディレイタイム"},
     "topic/tempo-times"},
    {{"where do I set the high-pass filter", "wo setze ich den hochpass an", "dónde pongo el filtro pasa altos",
      "à quelle fréquence mettre le passe-haut", "ハイパスフィルターはどこに"},
     "topic/high-pass effect/filter"},
    {{"my drums have no punch", "meine drums haben keinen punch", "mi batería no tiene pegada",
      "ma batterie manque de punch", "ドラムにパンチがない"},
     "advice/overcompressed topic/attack-and-release"},
    {{"hiss in the pauses", "es rauscht in den pausen", "hay un ruido de fondo en las pausas",
      "il y a du souffle dans les silences", "無音部分にノイズがある"},
     "advice/noise_floor"},
    {{"my vocal sounds muffled", "mein gesang klingt dumpf", "mi voz suena apagada",
      "ma voix sonne étouffée", "声がこもる"},
     "advice/dull"},
    {{"in which order do plugins go on vocals", "in welcher reihenfolge die plugins auf dem gesang",
      "en qué orden van los plugins de la voz", "dans quel ordre mettre les plugins sur la voix",
      "ボーカルのプラグインの順番"},
     "chain/vocals"},
    {{"how loud should I record", "wie laut soll ich aufnehmen", "a qué nivel debo grabar",
      "à quel niveau enregistrer", "録音レベルはどのくらい"},
     "topic/recording-level"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static struct knowledge *knowledge;

static void tell(void *context, const char *text)
{
    (void)context;
    print_error("%s\n", text);
}

static int load(void **state)
{
    const struct knowledge_teller teller = {tell, NULL};
    (void)state;
    shipped_use();
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 0; /* words of other alphabets cannot be told apart: all skip */
    knowledge = knowledge_load(&teller);
    return knowledge ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    knowledge_free(knowledge);
    return 0;
}

static bool is_answer(const char *answers, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = strstr(answers, name); at; at = strstr(at + 1, name))
        if ((at == answers || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* Counted from 0; HITS: not among them, which is told. */
static size_t place_of_answer(const char *question, const char *answers)
{
    struct knowledge_hit hits[HITS];
    const size_t n = knowledge_search(knowledge, question, hits, HITS);
    char found[256] = "";
    size_t place = HITS;
    for (size_t i = 0; i < n; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s/%s", knowledge_kind_name(hits[i].entry->kind),
                 hits[i].entry->id);
        const size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, " %s", name);
        if (place == HITS && is_answer(answers, name))
            place = i;
    }
    if (place > 0)
        print_message("'%s' finds%s; %s is %s\n", question, found, answers,
                      place == HITS ? "missing" : "not first");
    return place;
}

static void answers_are_among_the_first_three(void **state)
{
    (void)state;
    if (!knowledge)
        skip();
    unsigned first = 0, missing = 0;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t language = 0; language < LANGUAGES; language++) {
            const size_t place = place_of_answer(rows[i].asked[language], rows[i].answers);
            first += place == 0;
            missing += place == HITS;
        }
    assert_int_equal(missing, 0);
    assert_true(first >= ROWS * LANGUAGES * 9 / 10);
}

/* Asked only when the words were there. */
static void other_questions_find_their_answers(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"is -14 lufs right for youtube", "target/youtube"},
        {"snare has an annoying ring", "advice/resonance"},
        {"what is the difference between peak and rms", "metric/rms topic/meters"},
        {"my mix is too quiet compared to commercial songs", "advice/loudness_under"},
        {"guitars are masking the vocal", "advice/masking"},
        {"plosives in my recording", "advice/rumble"},
        {"pops and clicks while playing", "advice/dropouts"},
        {"how to set attack and release", "topic/attack-and-release"},
        {"which eq for the kick", "effect/parametric"},
        {"was bedeutet true peak", "metric/true-peak"},
        {"gitarre zu schrill", "advice/harsh"},
        {"wie viel hall auf die snare", "effect/plate"},
        {"mein podcast ist zu leise", "target/podcast"},
        {"kick hat keinen druck", "advice/overcompressed"},
        {"die höhen fehlen", "advice/dull"},
        {"wann nehme ich ein gate", "advice/noise_floor"},
        {"welche frequenzen für gesang", "topic/bands"},
        {"cómo ecualizar el bombo", "effect/parametric"},
        {"cuánta reverb en la caja", "effect/plate"},
        {"el bajo no se oye en altavoces pequeños", "effect/tube"},
        {"cómo usar referencias", "topic/reference"},
        {"mi mezcla suena más bajo que otras canciones", "advice/loudness_under"},
        {"la mezcla está descompensada a la izquierda", "advice/imbalance"},
        {"quelle réverbe pour la caisse claire", "effect/plate"},
        {"la guitare est trop agressive", "advice/harsh"},
        {"comment régler l'attaque et le relâchement", "topic/attack-and-release"},
        {"mon mix ne tient pas en mono", "advice/polarity advice/mono"},
        {"comment placer les micros", "topic/microphones"},
        {"quelle compression sur la batterie", "topic/how-much effect/vca"},
        {"ボーカルのコンプ設定", "effect/opto"},
        {"スネアのリバーブ", "effect/plate"},
        {"トゥルーピークとは", "metric/true-peak"},
        {"ポッドキャストの音量", "target/podcast"},
        {"ステレオの位相", "metric/correlation"},
        {"低音が足りない", "advice/thin"},
        {"マスターのリミッター設定", "effect/limiter"},
    };
    if (!knowledge)
        skip();
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (place_of_answer(pairs[i][0], pairs[i][1]) == HITS)
            fail_msg("'%s'", pairs[i][0]);
}

/* One character of Japanese is a question, too; accents and endings do not matter. */
static void short_and_sloppy_questions_find_something(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"歪", "advice/clipping"},  {"濁", "advice/mud"},        {"etouffe", "advice/dull"},
        {"zu dunn", "advice/thin"}, {"rausche", "advice/noise_floor"}, {"apagados", "advice/dull"},
        {"matschiger klang", "advice/mud"},
    };
    if (!knowledge)
        skip();
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (place_of_answer(pairs[i][0], pairs[i][1]) == HITS)
            fail_msg("'%s'", pairs[i][0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_among_the_first_three),
        cmocka_unit_test(other_questions_find_their_answers),
        cmocka_unit_test(short_and_sloppy_questions_find_something),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
