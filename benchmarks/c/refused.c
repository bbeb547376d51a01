/* The cases of neuro-refused.txt: the field fault names what is wrong, or NONE. */
#include "commands.h"
#include "vector_kinds.h"

#include <stdlib.h>
#include <string.h>

static void expect_fault(struct vector_case *c, const char *fault)
{
    expect_text(c, "fault", fault == NULL ? "NONE" : fault);
}

/* The bytes of a field of any length up to room, - being none. */
static size_t field_of_any_length(struct vector_case *c, const char *name, uint8_t *out, size_t room)
{
    const char *value = required_field(c, name);
    size_t length = strcmp(value, "-") == 0 ? 0 : strlen(value) / 2;
    if (length > room || (length > 0 && !parse_hex(value, out, length))) {
        fail(c, name, "hex of a length within the limits", value);
        return 0;
    }
    return length;
}

void check_refused_record(struct vector_case *c, struct neuro *n)
{
    uint8_t record[256];
    if (optional_field(c, "seed") != NULL) {
        evolved_state(c, n);
    } else {
        /* Far into a history: only the last record and the count matter, so any weights will do. */
        uint8_t before[TER_BYTES];
        struct pass pass;
        memset(n, 0, sizeof *n);
        field_bytes(c, "before", before, TER_BYTES);
        neuro_step(n, before, &pass);
        n->count = field_number(c, "count", INT64_MAX);
    }
    size_t length = field_of_any_length(c, "record", record, sizeof record);
    expect_fault(c, neuro_record_fault(n, record, length));
}

/* Changes bytes of a state as the value "offset hex" says. */
static void change(struct vector_case *c, const char *name, uint8_t *state, int put)
{
    uint8_t bytes[64];
    const char *value = optional_field(c, name);
    if (value == NULL) {
        return;
    }
    char *hex;
    size_t at = strtoull(value, &hex, 10), length = strlen(hex) / 2;
    if (*hex != ' ' || length > sizeof bytes || at > STATE_BYTES - length || !parse_hex(hex + 1, bytes, length)) {
        fail(c, name, "offset and hex within the state", value);
        return;
    }
    for (size_t i = 0; i < length; i++) {
        state[at + i] = put ? bytes[i] : state[at + i] ^ bytes[i];
    }
}

void check_refused_state(struct vector_case *c, struct neuro *n)
{
    uint8_t *state = allocate(STATE_BYTES + 64);
    size_t length = STATE_BYTES;
    evolved_state(c, n);
    neuro_write_state(n, state);
    change(c, "xor", state, 0);
    change(c, "put", state, 1);
    const char *checksum = optional_field(c, "checksum");
    if (checksum != NULL) {
        expect_text(c, "checksum", "new");
        neuro_state_checksum(state, state + STATE_BYTES - 32);
    }
    if (optional_field(c, "truncate") != NULL) {
        length -= field_number(c, "truncate", STATE_BYTES);
    }
    if (optional_field(c, "append") != NULL) {
        length += field_of_any_length(c, "append", state + length, 64);
    }
    expect_fault(c, neuro_read_state(n, state, length));
    free(state);
}

void check_refused_posf(struct vector_case *c, struct neuro *n)
{
    uint8_t key[32], message[32], nonce[8], proof[64], right[32];
    evolved_state(c, n);
    field_bytes(c, "message-hash", message, 32);
    field_bytes(c, "nonce", nonce, 8);
    size_t length = field_of_any_length(c, "posf", proof, sizeof proof);
    neuro_posf_key(n, key);
    neuro_posf(n, key, message, nonce, right);
    expect_fault(c, length == 32 && memcmp(proof, right, 32) == 0 ? NULL : "WRONG_PROOF");
}
