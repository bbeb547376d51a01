package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The jar needs nothing at run time but the module java.base. */
class DependencyTest {
    private static final Path CLASSES = Path.of("target/classes");

    private static String jdeps(String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        int status = ToolProvider.findFirst("jdeps").orElseThrow().run(out, out, arguments);
        assertThat(status).as(text.toString()).isZero();
        return text.toString();
    }

    /**
     * Lines such as {@code com.hookprobe.fixedpoint.Q16 -> java.lang.Math java.base}. The null marker of the package is
     * the one foreign name; the JVM drops an annotation whose class is missing, and the pom does not pass it on. The vector
     * kernels refer to a module of the JDK that need not be there: only then are they loaded.
     */
    @Test
    void theClassesReferToNothingButJavaBaseAndEachOther() {
        List<String> references = jdeps("-verbose:class", "--multi-release", "base", CLASSES.toString())
                .lines()
                .filter(line -> line.contains("->") && line.startsWith("   "))
                .filter(line -> !(line.contains(".VectorKernels ") && line.contains(" jdk.incubator.vector.")))
                .map(line -> line.substring(line.indexOf("->") + 2).strip())
                .toList();
        assertThat(references).hasSizeGreaterThan(20);
        assertThat(references)
                .allMatch(target -> target.startsWith("com.hookprobe.fixedpoint.")
                        || target.matches("java\\.\\S+\\s+java\\.base")
                        || target.startsWith("org.jspecify.annotations.NullMarked "));
    }

    @Test
    void onlyThePackageItselfCarriesTheNullMarker() throws Exception {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                boolean marked = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains("jspecify");
                assertThat(marked).as(file.toString()).isEqualTo(file.endsWith("package-info.class"));
            }
        }
    }

    @Test
    void thePomPassesNoDependencyOn() throws Exception {
        NodeList dependencies = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile())
                .getElementsByTagName("dependency");
        assertThat(dependencies.getLength()).isPositive();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String name = dependency.getElementsByTagName("artifactId").item(0).getTextContent();
            NodeList scope = dependency.getElementsByTagName("scope");
            assertThat(scope.getLength()).as("scope of " + name).isEqualTo(1);
            assertThat(scope.item(0).getTextContent())
                    .as("scope of " + name)
                    .isEqualTo(name.equals("jspecify") ? "provided" : "test");
        }
    }
}
