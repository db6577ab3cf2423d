/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/coach_mail.h"

#include <pthread.h>
#include <stdlib.h>

enum { BOX = 32 };

struct letter {
    uint32_t id;
    enum answer_kind kind;
    unsigned rating;
};

struct coach_mail {
    pthread_mutex_t lock;
    struct learner *learner;
    unsigned n_letters;
    struct letter letters[BOX];
    unsigned keys[CONTEXT_KEYS];
    bool context_said, references_came, reference_chosen;
    enum work_state state;
    enum work_intent intent;
    int reference;
    struct references references;

    /* The analysis thread's own. */
    struct learned learned;
    uint32_t learned_version;
};

struct coach_mail *coach_mail_new(void)
{
    struct coach_mail *mail = calloc(1, sizeof *mail);
    if (mail)
        pthread_mutex_init(&mail->lock, NULL);
    return mail;
}

void coach_mail_free(struct coach_mail *mail)
{
    if (!mail)
        return;
    pthread_mutex_destroy(&mail->lock);
    free(mail);
}

void coach_mail_set_learner(struct coach_mail *mail, struct learner *learner)
{
    pthread_mutex_lock(&mail->lock);
    mail->learner = learner;
    pthread_mutex_unlock(&mail->lock);
}

bool coach_mail_answer(struct coach_mail *mail, uint32_t id, enum answer_kind kind, unsigned rating)
{
    pthread_mutex_lock(&mail->lock);
    const bool room = mail->n_letters < BOX;
    if (room)
        mail->letters[mail->n_letters++] = (struct letter){id, kind, rating};
    pthread_mutex_unlock(&mail->lock);
    return room;
}

void coach_mail_say_context(struct coach_mail *mail, enum work_state state, enum work_intent intent)
{
    pthread_mutex_lock(&mail->lock);
    mail->state = state;
    mail->intent = intent;
    mail->context_said = true;
    pthread_mutex_unlock(&mail->lock);
}

void coach_mail_note_key(struct coach_mail *mail, enum context_key key)
{
    pthread_mutex_lock(&mail->lock);
    mail->keys[key]++;
    pthread_mutex_unlock(&mail->lock);
}

void coach_mail_set_references(struct coach_mail *mail, const struct references *references)
{
    pthread_mutex_lock(&mail->lock);
    mail->references = *references;
    mail->references_came = true;
    pthread_mutex_unlock(&mail->lock);
}

void coach_mail_choose_reference(struct coach_mail *mail, int index)
{
    pthread_mutex_lock(&mail->lock);
    mail->reference = index;
    mail->reference_chosen = true;
    pthread_mutex_unlock(&mail->lock);
}

static void add_to_learner(void *data, const struct answer *answer)
{
    learner_add(data, answer);
}

static void deliver_learned(struct coach_mail *mail, struct coach *coach)
{
    coach_set_teller(coach, mail->learner ? add_to_learner : NULL, mail->learner);
    if (mail->learner && learner_read(mail->learner, &mail->learned, &mail->learned_version))
        coach_set_learned(coach, &mail->learned);
}

bool coach_mail_deliver(struct coach_mail *mail, struct coach *coach)
{
    if (pthread_mutex_trylock(&mail->lock) != 0)
        return false; /* it is there the next time */
    deliver_learned(mail, coach);
    const bool changed = mail->n_letters > 0 || mail->context_said;
    for (unsigned i = 0; i < mail->n_letters; i++)
        coach_answer(coach, mail->letters[i].id, mail->letters[i].kind, mail->letters[i].rating);
    mail->n_letters = 0;
    if (mail->context_said)
        coach_say_context(coach, mail->state, mail->intent);
    for (int i = 0; i < CONTEXT_KEYS; i++) {
        if (mail->keys[i] > 0)
            coach_note_keys(coach, (enum context_key)i, mail->keys[i]);
        mail->keys[i] = 0;
    }
    if (mail->references_came)
        coach_set_references(coach, &mail->references);
    if (mail->reference_chosen)
        coach_choose_reference(coach, mail->reference);
    mail->context_said = mail->references_came = mail->reference_chosen = false;
    pthread_mutex_unlock(&mail->lock);
    return changed;
}
