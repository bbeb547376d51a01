package com.hookprobe.neuro;

import static com.hookprobe.neuro.Baselines.HOUR;
import static com.hookprobe.neuro.Baselines.OPERATOR;
import static com.hookprobe.neuro.Baselines.PATCH_DAY;
import static com.hookprobe.neuro.Baselines.change;
import static com.hookprobe.neuro.Baselines.changeFor;
import static com.hookprobe.neuro.Baselines.device;
import static com.hookprobe.neuro.Baselines.ter;
import static com.hookprobe.neuro.Baselines.terms;
import static com.hookprobe.neuro.Baselines.trusted;
import static com.hookprobe.neuro.Baselines.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.BaselineBook.Acceptance;
import com.hookprobe.neuro.BaselineException.Reason;
import com.hookprobe.neuro.Baselines.Key;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** NEURO 9.11: what a verifier accepts, keeps, and makes of it. */
class BaselineBookTest {
    private static final long NOW = PATCH_DAY;
    private static final IntegrityBaseline ONE = IntegrityBaseline.of(value(1));
    private static final BaselineChange UPDATE = change(1, 2, NOW, NOW + HOUR, NOW);

    private final BaselineBook book = new BaselineBook(trusted(OPERATOR));

    private static Optional<Reason> refusal(byte[] bytes) {
        try {
            assertThat(BaselineBook.decode(bytes, trusted(OPERATOR)).encode()).isEqualTo(bytes);
            return Optional.empty();
        } catch (BaselineException e) {
            assertThat(e).hasMessageMatching("(?s)baseline (book|change): .+");
            return Optional.of(e.reason());
        }
    }

    @Test
    void aTrustedChangeIsTakenOnce() {
        assertThat(book.accept(UPDATE, NOW)).isEqualTo(Acceptance.ACCEPTED);
        assertThat(book.accept(UPDATE, NOW)).isEqualTo(Acceptance.DUPLICATE);
        assertThat(book.changes()).containsExactly(UPDATE);
        IntegrityBaseline updated = book.baselineOf(device(1), ONE);
        assertThat(updated).isEqualTo(ONE.apply(UPDATE));
        assertThat(book.baselineOf(device(1), updated))
                .as("a baseline of the book")
                .isSameAs(updated);
        assertThat(book.baselineOf(device(1), IntegrityBaseline.unchecked())).isSameAs(IntegrityBaseline.unchecked());
        assertThatThrownBy(() -> book.baselineOf(new byte[31], ONE)).hasMessageContaining("this one 31");
    }

    @Test
    void whatDoesNotCountIsNotTaken() throws Exception {
        Key stranger = Key.of(2);
        BaselineChange theirs = BaselineChange.issue(UPDATE.terms(), stranger.publicKey(), stranger);
        assertThat(book.accept(theirs, NOW)).isEqualTo(Acceptance.UNTRUSTED_SIGNER);
        byte[] unsigned = UPDATE.encode();
        Arrays.fill(unsigned, unsigned.length - 64, unsigned.length, (byte) 0);
        assertThat(book.accept(BaselineChange.decode(unsigned), NOW)).isEqualTo(Acceptance.BAD_SIGNATURE);
        byte[] changed = UPDATE.encode();
        changed[41] ^= 1;
        assertThat(book.accept(BaselineChange.decode(changed), NOW)).isEqualTo(Acceptance.BAD_SIGNATURE);
        assertThat(book.changes()).isEmpty();
        assertThat(book.baselineOf(device(1), ONE)).isSameAs(ONE);
        assertThat(book.accept(UPDATE, NOW))
                .as("a forgery before it does no harm")
                .isEqualTo(Acceptance.ACCEPTED);
    }

    /** The same terms under another signature of the same key are the same change. */
    @Test
    void anotherSignatureMakesNoOtherChange() throws Exception {
        book.accept(UPDATE, NOW);
        byte[] other = UPDATE.encode();
        other[other.length - 1] ^= 1;
        assertThat(BaselineChange.decode(other).id()).isEqualTo(UPDATE.id());
        assertThat(book.accept(BaselineChange.decode(other), NOW)).isEqualTo(Acceptance.DUPLICATE);
    }

    @Test
    void theTimeOfIssueMayBeAnHourAheadAndNoMore() {
        long hourLater = NOW + BaselineBook.ISSUED_AHEAD_MAX_MICROS;
        assertThat(book.accept(change(1, 2, NOW, NOW, hourLater + 1), NOW)).isEqualTo(Acceptance.ISSUED_AHEAD);
        assertThat(book.accept(change(1, 2, NOW, NOW, Long.MAX_VALUE), NOW)).isEqualTo(Acceptance.ISSUED_AHEAD);
        assertThat(book.accept(change(1, 2, NOW, NOW, hourLater), NOW)).isEqualTo(Acceptance.ACCEPTED);
        // When it is valid is another matter: that may be next year.
        assertThat(book.accept(change(1, 3, NOW * 2, NOW * 2, NOW), NOW)).isEqualTo(Acceptance.ACCEPTED);
        assertThat(book.accept(change(1, 4, 0, 0, 0), NOW)).isEqualTo(Acceptance.ACCEPTED);
    }

    @Test
    void aChangeConcernsWhomItNames() {
        book.accept(changeFor(List.of(device(1), device(2)), 1, 2, NOW, NOW, NOW), NOW);
        for (int i = 0; i < 4; i++) {
            boolean named = i == 1 || i == 2;
            IntegrityBaseline baseline = book.baselineOf(device(i), ONE);
            assertThat(baseline.allows(ter(2, NOW))).isEqualTo(named);
            assertThat(baseline.allows(ter(1, NOW + 1))).isEqualTo(!named);
            assertThat(baseline.equals(ONE)).isEqualTo(!named);
        }
    }

    @Test
    void aDeviceKeepsOnlyWhatLeadsToItsValues() {
        for (int family = 0; family < 50; family++) {
            for (int i = 0; i < 3; i++) {
                int from = 100 * family + i;
                book.accept(change(from, from + 1, NOW + i, NOW + i + HOUR, NOW + i), NOW);
            }
        }
        IntegrityBaseline seventh = book.baselineOf(device(1), IntegrityBaseline.of(value(700)));
        assertThat(seventh.history().orElseThrow().steps()).hasSize(3);
        assertThat(seventh.allows(ter(703, NOW + HOUR))).isTrue();
        assertThat(seventh.allows(ter(803, NOW + HOUR))).isFalse();
    }

    /** A stored baseline holds a change that leads on to one that only the book has. */
    @Test
    void storedAndNewChangesMakeOnePath() {
        IntegrityBaseline stored = ONE.apply(change(2, 3, NOW, NOW + HOUR, NOW + 1));
        book.accept(UPDATE, NOW);
        book.accept(change(3, 4, NOW, NOW + HOUR, NOW + 2), NOW);
        assertThat(book.baselineOf(device(1), stored).allows(ter(4, NOW))).isTrue();
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            // 50: more than a baseline remembers, so this is also about what is settled.
            List<BaselineChange> changes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int from = random.nextInt(12);
                int to = (from + 1 + random.nextInt(11)) % 12;
                long valid = random.nextInt(1000);
                changes.add(change(from, to, valid, valid + random.nextInt(1000), random.nextInt(100)));
            }
            IntegrityBaseline expected = baselineAfter(changes);
            Collections.shuffle(changes, random);
            assertThat(baselineAfter(changes)).as("seed %s", seed).isEqualTo(expected);
        }
    }

    private static IntegrityBaseline baselineAfter(List<BaselineChange> changes) {
        BaselineBook book = new BaselineBook(trusted(OPERATOR));
        changes.forEach(change -> book.accept(change, NOW));
        return book.baselineOf(device(1), ONE);
    }

    @Test
    void aKeyThatIsNoLongerTrustedHasNoEffect() throws Exception {
        Key second = Key.of(2);
        BaselineBook both = new BaselineBook(trusted(OPERATOR, second));
        BaselineChange theirs = BaselineChange.issue(terms(2, 3, NOW, NOW + HOUR, NOW + 1), second.publicKey(), second);
        both.accept(UPDATE, NOW);
        both.accept(theirs, NOW);
        assertThat(both.baselineOf(device(1), ONE).allows(ter(3, NOW))).isTrue();
        BaselineBook one = BaselineBook.decode(both.encode(), trusted(OPERATOR));
        assertThat(one.baselineOf(device(1), ONE)).isEqualTo(ONE.apply(UPDATE));
        assertThat(one.changes()).containsExactly(UPDATE, theirs);
        BaselineBook again = BaselineBook.decode(one.encode(), trusted(OPERATOR, second));
        assertThat(again.baselineOf(device(1), ONE)).isEqualTo(both.baselineOf(device(1), ONE));
    }

    @Test
    void aFullBookSaysSoAndHasRoomAgainOnceItForgets() {
        for (int i = 0; i < BaselineBook.CHANGES_MAX; i++) {
            assertThat(book.accept(change(i, i + 1, i, i + 10, i), NOW)).isEqualTo(Acceptance.ACCEPTED);
        }
        BaselineChange oneMore = change(4096, 4097, 4096, 5000, 4096);
        byte[] before = book.encode();
        assertThat(before).hasSizeLessThan(11 + 4096 * (2 + BaselineChange.BYTES_MAX));
        assertThat(book.accept(oneMore, NOW)).isEqualTo(Acceptance.FULL);
        assertThat(book.encode()).isEqualTo(before);
        assertThat(refusal(before)).isEmpty();
        IntegrityBaseline stored = book.baselineOf(device(1), IntegrityBaseline.of(value(0)));
        assertThat(stored.allows(ter(4096, 4095))).isTrue();
        assertThat(stored.allows(ter(4096, 4094))).isFalse();

        assertThat(book.forgetIssuedBefore(4000)).isEqualTo(4000);
        assertThat(book.forgetIssuedBefore(3000)).isZero();
        assertThat(book.changes()).hasSize(96);
        assertThat(book.accept(oneMore, NOW)).isEqualTo(Acceptance.ACCEPTED);
        assertThat(book.accept(change(0, 1, 0, 10, 0), NOW)).as("a replay").isEqualTo(Acceptance.TOO_OLD);
        assertThat(book.accept(change(7, 8, 0, 10, 3999), NOW)).isEqualTo(Acceptance.TOO_OLD);
        assertThat(book.accept(change(7, 8, 0, 10, 4000), NOW)).isEqualTo(Acceptance.ACCEPTED);
        assertThat(refusal(book.encode())).isEmpty();
        IntegrityBaseline after = book.baselineOf(device(1), stored);
        assertThat(after.allows(ter(4097, 4096))).isTrue();
        assertThat(after.allows(ter(4096, 5001))).isFalse();
    }

    @Test
    void theBytesAreThoseOfThePageAndAllElseIsRefused() {
        book.accept(UPDATE, NOW);
        BaselineChange second = changeFor(List.of(device(1)), 2, 3, NOW, NOW, NOW + 1);
        book.accept(second, NOW);
        book.forgetIssuedBefore(77);
        byte[] good = ByteBuffer.allocate(11 + 2 + 162 + 2 + 194)
                .put((byte) 1)
                .putLong(77)
                .putShort((short) 2)
                .putShort((short) 162)
                .put(UPDATE.encode())
                .putShort((short) 194)
                .put(second.encode())
                .array();
        assertThat(book.encode()).isEqualTo(good);
        assertThat(refusal(good)).isEmpty();
        for (int length = 0; length < good.length; length++) {
            assertThat(refusal(Arrays.copyOf(good, length))).contains(Reason.LENGTH);
        }
        assertThat(refusal(Arrays.copyOf(good, good.length + 1))).contains(Reason.LENGTH);
        ByteBuffer wrong = ByteBuffer.wrap(good.clone());
        assertThat(refusal(wrong.put(0, (byte) 2).array())).contains(Reason.VERSION);
        wrong = ByteBuffer.wrap(good.clone());
        assertThat(refusal(wrong.putLong(1, -1).array())).contains(Reason.RANGE);
        assertThat(refusal(wrong.putLong(1, NOW + 1).array()))
                .as("older than the horizon")
                .contains(Reason.RANGE);
        wrong = ByteBuffer.wrap(good.clone());
        assertThat(refusal(wrong.putShort(9, (short) 4097).array())).contains(Reason.RANGE);
        wrong = ByteBuffer.wrap(good.clone());
        assertThat(refusal(wrong.put(13 + 160, (byte) 9).array())).contains(Reason.SIGNATURE);
        byte[] twice = ByteBuffer.allocate(11 + 2 * 164)
                .put((byte) 1)
                .putLong(0)
                .putShort((short) 2)
                .putShort((short) 162)
                .put(UPDATE.encode())
                .putShort((short) 162)
                .put(UPDATE.encode())
                .array();
        assertThat(refusal(twice)).contains(Reason.ORDER);
    }

    @Property(tries = 2000, seed = "921")
    void anyBytesAreABookOrATypedRefusal(@ForAll @Size(max = 60) byte[] bytes) {
        refusal(bytes);
    }

    @Test
    void everySpoiltByteIsABookOrATypedRefusal() {
        book.accept(UPDATE, NOW);
        book.accept(change(2, 3, NOW, NOW, NOW + 1), NOW);
        byte[] good = book.encode();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] spoilt = good.clone();
            spoilt[bit / 8] ^= (byte) (1 << bit % 8);
            // Only the time before which was forgotten is not signed; the low bits of it leave a book.
            assertThat(refusal(spoilt).isEmpty()).as("bit %s", bit).isEqualTo(bit >= 8 && bit < 72 && horizon(spoilt));
        }
    }

    private static boolean horizon(byte[] bytes) {
        long horizon = ByteBuffer.wrap(bytes).getLong(1);
        return horizon >= 0 && horizon <= NOW;
    }
}
