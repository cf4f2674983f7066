package io.haplatform.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever reads that a test holds a promise finds that test. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Set<String> NO_SOURCES = Set.of("target", ".git", "node_modules");

    /** {@code `XTest`} or {@code `XTest.method`}; also the suites whose names end in Rules and Contract. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|Rules|Contract))(?:\\.(\\w+))?`");

    private static final Pattern SUITE = Pattern.compile("\\w+(?:Test|Rules|Contract)\\.java");

    @Test
    void everyTestThatADocumentNamesIsThere() throws IOException {
        Map<String, String> sources = sourcesOfTests();
        List<String> named = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            Matcher matcher = NAMED.matcher(Files.readString(document));
            for (MatchResult name : matcher.results().toList()) {
                named.add(name.group());
                String source = sources.getOrDefault(name.group(1), "");
                String method = name.group(2);
                if (source.isEmpty() || (method != null && !source.contains(" " + method + "("))) {
                    missing.add(ROOT.relativize(document) + " names " + name.group());
                }
            }
        }
        assertThat(named).isNotEmpty();
        assertThat(missing).as("tests that are not there").isEmpty();
    }

    @Test
    void theListOfDecisionsLinksEveryOne() throws IOException {
        String architecture = Files.readString(ROOT.resolve("docs/architecture.md"));
        String list = architecture.substring(architecture.indexOf("## Decisions"));
        try (Stream<Path> decisions = Files.list(ROOT.resolve("docs/adr"))) {
            assertThat(decisions.map(file -> "(adr/" + file.getFileName() + ")"))
                    .isNotEmpty()
                    .allSatisfy(link -> assertThat(list).contains(link));
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    /** By the simple name; of two classes with one name, both. */
    private static Map<String, String> sourcesOfTests() throws IOException {
        Map<String, String> sources = new HashMap<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NO_SOURCES.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (SUITE.matcher(name).matches()) {
                    sources.merge(
                            name.substring(0, name.length() - ".java".length()),
                            Files.readString(file),
                            String::concat);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
