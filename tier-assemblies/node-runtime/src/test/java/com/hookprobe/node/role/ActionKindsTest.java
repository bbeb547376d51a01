package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.response.ActionTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The two modules do not know each other: only here it shows when a kind has no answer, or an answer no kind. */
class ActionKindsTest {
    @Test
    void everyKindOfAttackHasItsRowAndNoOther() {
        assertThat(ActionTable.standard().kinds())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(AttackKind.values()).map(Enum::name).toList());
    }
}
