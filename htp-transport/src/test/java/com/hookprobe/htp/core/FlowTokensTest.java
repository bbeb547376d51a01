package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.crypto.AeadProviders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTP 3.3.1, 3.4.18. */
class FlowTokensTest {
    private final DirectionKeys keys = new SessionKeys(Sim.filled(32, 3), false, AeadProviders.best()).receive;
    private final TokenMap<Session> map = new TokenMap<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void eachOfTheFirstFourTokensMustBeFree(int index) {
        Sim.Node node = Sim.quiet(1).connected().validator();
        Session other = (Session) Reach.from(node.machine).instances("Session").get(0);
        assertThat(FlowTokens.free(keys, map)).isTrue();
        map.put(keys.token(index), other);
        assertThat(FlowTokens.free(keys, map)).isFalse();
    }
}
