package com.hookprobe.dsm.independent;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import supranational.blst.P1_Affine;

/**
 * Says whether a certificate holds and a header is final, from the specification alone ({@code docs/spec/dsm-consensus.md} and
 * {@code dsm-ledger.md}): it shares no code with the node but the binding of the BLS library. What it accepts and what the node
 * accepts must be the same.
 */
public final class Verifier {
    private static final int NOTARIZE = 1;
    private static final int NULLIFY = 2;
    private static final int FINALIZE = 3;

    private final Network network;

    private Verifier(Network network) {
        this.network = network;
    }

    /**
     * For the validators of a genesis.
     *
     * @throws IllegalArgumentException when the bytes are none
     */
    public static Verifier ofGenesis(byte[] genesis) {
        try {
            return new Verifier(Network.read(genesis));
        } catch (ByteFeed.Refused e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** 3.3 and 3.4. */
    public boolean holds(byte[] certificate) {
        try {
            return holds(Statement.read(certificate));
        } catch (ByteFeed.Refused e) {
            return false;
        }
    }

    /** A header of 458 bytes and the certificate that makes it final (9.1). */
    public boolean isFinal(byte[] header, byte[] certificate) {
        try {
            Statement statement = Statement.read(certificate);
            Checkpoint checkpoint = Checkpoint.read(header);
            return statement.kind() == FINALIZE
                    && statement.height() == checkpoint.height()
                    && Arrays.equals(statement.value(), checkpoint.value())
                    && Arrays.equals(checkpoint.network(), network.id())
                    && Arrays.equals(checkpoint.parameters(), network.parametersHash())
                    && Arrays.equals(checkpoint.validators(), network.members().hash())
                    && holds(statement);
        } catch (ByteFeed.Refused e) {
            return false;
        }
    }

    private boolean holds(Statement statement) {
        MemberList members = network.members();
        if (!Arrays.equals(statement.validators(), members.hash())
                || statement.count() != members.keys().size()) {
            return false;
        }
        List<P1_Affine> signers = new ArrayList<>();
        for (int i = 0; i < statement.count(); i++) {
            if (statement.signed(i)) {
                signers.add(members.keys().get(i));
            }
        }
        return signers.size() >= members.quorum()
                && Curve.signedByAll(signers, statement.signedBytes(network.id()), statement.signature());
    }

    /** A certificate's fields (3.3). */
    private record Statement(
            int kind, byte[] place, byte[] value, byte[] validators, int count, byte[] bitmap, byte[] signature) {
        static Statement read(byte[] bytes) throws ByteFeed.Refused {
            ByteFeed in = new ByteFeed(bytes);
            int kind = in.one();
            ByteFeed.demand(kind >= NOTARIZE && kind <= FINALIZE, "kind");
            ByteFeed.demand(in.eight() >= 1, "height");
            ByteFeed.demand(in.four() >= 1, "view");
            byte[] value = in.take(32);
            ByteFeed.demand(
                    Arrays.equals(value, new byte[32]) == (kind == NULLIFY), "zero for NULLIFY and nothing else");
            byte[] validators = in.take(32);
            int count = in.two();
            ByteFeed.demand(count >= 1 && count <= 256, "n");
            byte[] bitmap = in.take((count + 7) / 8);
            byte[] signature = in.take(96);
            in.nothingLeft();
            Statement read =
                    new Statement(kind, Arrays.copyOfRange(bytes, 1, 13), value, validators, count, bitmap, signature);
            for (int i = count; i < bitmap.length * 8; i++) {
                ByteFeed.demand(!read.signed(i), "padding");
            }
            return read;
        }

        long height() throws ByteFeed.Refused {
            return new ByteFeed(place).eight();
        }

        /** "Bitmap: least significant bit first" */
        boolean signed(int member) {
            return (bitmap[member / 8] & 1 << member % 8) != 0;
        }

        /** 3.2. */
        byte[] signedBytes(byte[] networkId) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(Digest.label("HP-DSM-VOTE-V1"));
            out.writeBytes(networkId);
            out.writeBytes(validators);
            out.writeBytes(place);
            out.write(kind);
            out.writeBytes(value);
            return out.toByteArray();
        }
    }

    /** The fields of a header that finality is about (dsm-ledger.md, 5). */
    private record Checkpoint(byte[] value, byte[] network, long height, byte[] validators, byte[] parameters) {
        static Checkpoint read(byte[] header) throws ByteFeed.Refused {
            ByteFeed in = new ByteFeed(header);
            ByteFeed.demand(in.two() == 1, "version");
            byte[] network = in.take(32);
            long height = in.eight();
            ByteFeed.demand(height >= 1, "height");
            long epoch = in.eight();
            ByteFeed.demand(epoch > in.eight(), "epoch");
            ByteFeed.demand(in.four() >= 1, "epoch length");
            in.take(96);
            ByteFeed.demand(in.four() <= 1_000_000, "block count");
            in.take(96);
            ByteFeed.demand(in.eight() == height - 1, "log size");
            in.take(96);
            byte[] validators = in.take(32);
            in.take(32);
            byte[] parameters = in.take(32);
            in.nothingLeft();
            return new Checkpoint(Digest.of("HP-DSM-CKPT-V1", header), network, height, validators, parameters);
        }
    }
}
