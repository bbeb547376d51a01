package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.core.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may send updates, as a file: on each line node id, owner id and public key, 64 hex digits each; '#' begins a remark. */
final class MemberList {
    private static final int LINES_MAX = 100_000;

    private final Map<Bytes32, Member> members = new HashMap<>();

    private MemberList() {}

    static MemberList read(Path file) throws IOException {
        MemberList list = new MemberList();
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.size() > LINES_MAX) {
            throw new IOException(file + ": expected at most " + LINES_MAX + " lines");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (!line.matches("[0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{64}")) {
                throw new IOException(file + ", line " + (i + 1)
                        + ": expected node id, owner id and public key, 64 hex digits each, between spaces");
            }
            String[] parts = line.split(" ", -1);
            Member member = new Member(
                    Bytes32.ofHex(parts[1]), Ed25519Key.verifier(HexFormat.of().parseHex(parts[2])));
            if (list.members.put(Bytes32.ofHex(parts[0]), member) != null) {
                throw new IOException(file + ", line " + (i + 1) + ": expected each node once; found it again");
            }
        }
        return list;
    }

    Optional<Member> member(Bytes32 node) {
        return Optional.ofNullable(members.get(node));
    }

    /** The owner of each node. */
    Map<Bytes32, Bytes32> owners() {
        Map<Bytes32, Bytes32> owners = new HashMap<>();
        members.forEach((node, member) -> owners.put(node, member.owner()));
        return owners;
    }
}
