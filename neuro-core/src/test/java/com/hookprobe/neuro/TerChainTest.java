package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerChainTest {
    private static final byte[] E = new byte[32];
    private static final byte[] H = new byte[20];

    private static TerChain after(List<Ter> ters) {
        TerChain chain = TerChain.START;
        for (Ter ter : ters) {
            assertThat(chain.check(ter)).isEmpty();
            chain = chain.after(ter);
        }
        return chain;
    }

    @Test
    void aProperHistoryIsAccepted() {
        assertThat(after(Histories.after(TerChain.START, 1, 50)).count()).isEqualTo(50);
    }

    @Test
    void theFirstRecordHasSequenceAndChainZero() {
        assertThat(TerChain.START.check(Ter.of(E, H, 0, 0, 0))).isEmpty();
        assertThat(TerChain.START.check(Ter.of(E, H, 0, 1, 0))).contains(TerFault.SEQUENCE_GAP);
        assertThat(TerChain.START.check(Ter.of(E, H, 0, 65_535, 0))).contains(TerFault.SEQUENCE_REPEAT);
        assertThat(TerChain.START.check(Ter.of(E, H, 0, 0, 1))).contains(TerFault.CHAIN_BREAK);
    }

    @Test
    void aMissingOrRepeatedRecordIsAnError() {
        List<Ter> ters = Histories.after(TerChain.START, 2, 5);
        TerChain chain = after(ters.subList(0, 3));
        assertThat(chain.check(ters.get(3))).isEmpty();
        assertThat(chain.check(ters.get(4))).contains(TerFault.SEQUENCE_GAP);
        assertThat(chain.check(ters.get(2))).contains(TerFault.SEQUENCE_REPEAT);
        assertThat(chain.check(ters.get(0))).contains(TerFault.SEQUENCE_REPEAT);
    }

    @Test
    void timeRisesStrictly() {
        TerChain chain = new TerChain(7, 1000, 42);
        assertThat(chain.check(Ter.of(E, H, 1001, 7, 42))).isEmpty();
        assertThat(chain.check(Ter.of(E, H, 1000, 7, 42))).contains(TerFault.TIME_NOT_LATER);
        assertThat(chain.check(Ter.of(E, H, 999, 7, 42))).contains(TerFault.TIME_NOT_LATER);
        assertThat(chain.check(Ter.of(E, H, Long.MAX_VALUE, 7, 42))).isEmpty();
        assertThat(chain.check(Ter.of(E, H, Long.MIN_VALUE, 7, 42))).contains(TerFault.TIME_OUT_OF_RANGE);
        assertThat(chain.check(Ter.of(E, H, -1, 7, 42))).contains(TerFault.TIME_OUT_OF_RANGE);
        assertThat(chain.check(Ter.of(E, H, 1001, 7, 43))).contains(TerFault.CHAIN_BREAK);
    }

    @Test
    void theSequenceWrapsFrom65535To0() {
        TerChain chain = new TerChain(65_535, 10, 1);
        Ter last = chain.next(E, H, 11);
        assertThat(last.sequence()).isEqualTo(65_535);
        chain = chain.after(last);
        assertThat(chain.check(Ter.of(E, H, 12, 0, last.crc()))).isEmpty();
        assertThat(chain.check(Ter.of(E, H, 12, 1, last.crc()))).contains(TerFault.SEQUENCE_GAP);
        assertThat(chain.check(Ter.of(E, H, 12, 65_535, last.crc()))).contains(TerFault.SEQUENCE_REPEAT);
        assertThat(chain.next(E, H, 12).sequence()).isZero();
    }

    @Test
    void bytesOfAnotherLengthAreAnError() {
        for (int length : new int[] {0, 1, 63, 65, 128}) {
            assertThat(TerChain.START.check(new byte[length])).contains(TerFault.WRONG_LENGTH);
        }
        assertThat(TerChain.START.check(new byte[64])).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDoesNotStopTheHistory() {
        Ter first = TerChain.START.next(E, H, 5000);
        TerChain chain = TerChain.START.after(first);
        assertThat(chain.next(E, H, 4000).timestampMicros()).isEqualTo(5001);
        assertThat(chain.next(E, H, 5000).timestampMicros()).isEqualTo(5001);
        assertThat(chain.next(E, H, 5002).timestampMicros()).isEqualTo(5002);
        assertThatThrownBy(() -> chain.next(E, H, -1)).isInstanceOf(IllegalArgumentException.class);
        TerChain end = new TerChain(1, Long.MAX_VALUE, 0);
        assertThatThrownBy(() -> end.next(E, H, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void impossiblePlacesAreRefused() {
        assertThatThrownBy(() -> new TerChain(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TerChain(1, 0, 65_536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TerChain(1, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TerChain(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TerChain(0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
