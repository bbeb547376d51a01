package com.hookprobe.dsm.independent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The verifier shares no code with the node: its classes name nothing but the JDK, the BLS binding and each other. */
class IndependenceTest {
    private static final Pattern CLASS_NAME = Pattern.compile("[a-z][a-z0-9_]*(?:[/.][A-Za-z0-9_$]+)+");
    private static final List<String> ALLOWED =
            List.of("java/", "supranational/blst/", "com/hookprobe/dsm/independent/");

    private static Path folder() throws URISyntaxException {
        return Path.of(Verifier.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("com/hookprobe/dsm/independent");
    }

    @Test
    void namesNothingOfTheNode() throws Exception {
        Set<String> classes = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".class") && !name.startsWith("IndependenceTest")) {
                    classes.add(name);
                    assertThat(foreign(constants(Files.readAllBytes(file))))
                            .as(name)
                            .isEmpty();
                }
            }
        }
        assertThat(classes).contains("Verifier.class", "Curve.class", "MemberList.class", "Network.class");
    }

    /** The scan sees what it is for: this test names JUnit and AssertJ, and a class of the node in its text. */
    @Test
    void theScanSeesForeignNames() throws Exception {
        byte[] own = Files.readAllBytes(folder().resolve("IndependenceTest.class"));
        assertThat(foreign(constants(own))).anyMatch(name -> name.startsWith("org/junit/"));
        assertThat(foreign(List.of("Lcom/hookprobe/dsm/consensus/Bls;", "com.hookprobe.dsm.ledger.Hash32")))
                .containsExactly("com/hookprobe/dsm/consensus/Bls", "com/hookprobe/dsm/ledger/Hash32");
    }

    private static List<String> foreign(List<String> constants) {
        Set<String> names = new TreeSet<>();
        for (String constant : constants) {
            Matcher matcher = CLASS_NAME.matcher(constant.replaceAll("[(;<]L|^L", " "));
            while (matcher.find()) {
                names.add(matcher.group().replace('.', '/'));
            }
        }
        return names.stream()
                .filter(name -> ALLOWED.stream().noneMatch(name::startsWith))
                .filter(name -> !name.endsWith("/java") || name.indexOf('/') != name.lastIndexOf('/'))
                .toList();
    }

    /** All texts of a class file's constant pool: names of classes, descriptors, strings (JVMS 4.4). */
    private static List<String> constants(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        List<String> texts = new java.util.ArrayList<>();
        in.skipBytes(8);
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts.add(in.readUTF());
                case 7, 8, 16, 19, 20 -> in.skipBytes(2);
                case 15 -> in.skipBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipBytes(4);
                case 5, 6 -> {
                    in.skipBytes(8);
                    i++;
                }
                default -> throw new IOException("constant pool tag " + tag);
            }
        }
        return texts;
    }
}
