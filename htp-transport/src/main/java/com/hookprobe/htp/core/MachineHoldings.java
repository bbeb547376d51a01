package com.hookprobe.htp.core;

/**
 * How much of what peers can make grow a machine holds at the moment.
 *
 * @param sessions sessions in any state, closing ones too
 * @param tokens flow tokens that lead to sessions
 * @param connects connects that are not decided
 * @param halfOpenAnswers cached answers that wait for their session's first packet
 * @param reassemblies ATTESTs of which a part is there
 * @param answers handshakes that are remembered so that they are not worked on twice
 * @param meetings seeks, offers, circuits and punches (HTP 3.7)
 * @param coverRate packets a second of cover that peers were promised (HTP 3.8.5), all sessions together
 * @param reassemblyBytes bytes of partial or waiting messages, all sessions together
 */
public record MachineHoldings(
        int sessions,
        int tokens,
        int connects,
        int halfOpenAnswers,
        int reassemblies,
        int answers,
        long reassemblyBytes,
        int meetings,
        int coverRate) {
    /** True when nothing is held. */
    public boolean none() {
        return sessions == 0
                && tokens == 0
                && connects == 0
                && halfOpenAnswers == 0
                && reassemblies == 0
                && answers == 0
                && reassemblyBytes == 0
                && meetings == 0
                && coverRate == 0;
    }
}
