package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.MeshGenesis;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vote key is never lost on its way from one to the next, whenever the node stops. */
class VoteKeysTest {
    private static final char[] PASSPHRASE = "a test".toCharArray();

    @TempDir
    Path folder;

    private Validator first;

    @BeforeEach
    void create() throws Exception {
        try (NodeKeys keys = NodeKeys.create(
                folder.resolve("keystore"), PASSPHRASE, "sentinel-1", Tier.SENTINEL, new SecureRandom())) {
            first = MeshGenesis.validator(keys.card());
        }
    }

    private interface Use {
        void with(VoteKeys keys) throws Exception;
    }

    /** One life of the node. */
    private void life(Use use) throws Exception {
        try (NodeKeys keys = NodeKeys.open(folder.resolve("keystore"), PASSPHRASE);
                VoteKeys votes = new VoteKeys(keys)) {
            use.with(votes);
        }
    }

    private static Validator with(Validator member, BlsSecretKey key) {
        return member.withKey(key.publicKey().bytes(), key.proveOfPossession());
    }

    @Test
    void bothKeysSignUntilTheSetNamesTheNextAndThenOnlyThat() throws Exception {
        Validator[] next = new Validator[1];
        life(keys -> {
            next[0] = with(first, keys.makeNext(first.blsKey()));
            assertThat(keys.holds(first)).isTrue();
            assertThat(keys.holds(next[0])).isTrue();
            assertThat(keys.makeNext(first.blsKey()).publicKey().bytes())
                    .as("asked again before it is in the chain: the same")
                    .isEqualTo(next[0].blsKey());
        });
        life(keys -> {
            assertThat(keys.holds(first)).as("after a restart").isTrue();
            assertThat(keys.holds(next[0])).isTrue();
            keys.settle(first);
            assertThat(keys.holds(first)).as("the set has not changed yet").isTrue();
            keys.settle(next[0]);
            assertThat(keys.holds(first)).isFalse();
        });
        life(keys -> assertThat(keys.holds(next[0])).isTrue());
    }

    @Test
    void twoChangesOneAfterTheOtherLoseNoKey() throws Exception {
        Validator[] members = new Validator[3];
        members[0] = first;
        life(keys -> {
            members[1] = with(first, keys.makeNext(first.blsKey()));
            keys.settle(members[1]);
            members[2] = with(first, keys.makeNext(members[1].blsKey()));
            assertThat(members[2].blsKey()).isNotEqualTo(members[1].blsKey());
        });
        life(keys -> {
            assertThat(keys.holds(members[1]))
                    .as("killed before the second was in the chain")
                    .isTrue();
            assertThat(keys.holds(members[2])).isTrue();
            keys.settle(members[2]);
            assertThat(keys.holds(members[0])).isFalse();
        });
        life(keys -> assertThat(keys.holds(members[2])).isTrue());
    }

    @Test
    void aForeignKeyInTheSetChangesNothing() throws Exception {
        Validator foreign = first.withKey(new byte[48], new byte[96]);
        life(keys -> {
            keys.makeNext(first.blsKey());
            keys.settle(foreign);
            assertThat(keys.holds(first)).isTrue();
        });
    }
}
