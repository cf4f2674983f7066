package io.haplatform.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final String ROOT = "io.haplatform.core";
    private static final String PLANTED_ROOT = "io.haplatform.core.architecture.planted";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLANTED_ROOT);

    private static final List<ArchRule> RULES =
            List.of(CoreRules.PURE, CoreRules.TIME_ONLY_IN_TIME, CoreRules.NULL_MARKED, CoreRules.NO_STATIC_STATE);

    @TestFactory
    Stream<DynamicTest> theCoreKeeps() {
        return Stream.concat(
                        Stream.concat(RULES.stream(), Stream.of(CoreRules.noCycles(ROOT))),
                        CoreRules.ARROWS.stream().map(name -> CoreRules.arrowsOf(ROOT, name)))
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(CORE)));
    }

    @TestFactory
    Stream<DynamicTest> aPlantedViolationFires() {
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue()));
    }

    @Test
    void aPlantedCycleFires() {
        assertThat(CoreRules.noCycles(PLANTED_ROOT + ".cycle").evaluate(PLANTED).hasViolation())
                .isTrue();
    }

    @Test
    void anArrowAgainstTheOrderFiresAndOneAlongItDoesNot() {
        assertThat(CoreRules.arrowsOf(PLANTED_ROOT + ".arrow", "instance")
                        .evaluate(PLANTED)
                        .hasViolation())
                .as("an instance that knows of the registry")
                .isTrue();
        assertThat(CoreRules.arrowsOf(PLANTED_ROOT + ".arrow", "registry")
                        .evaluate(PLANTED)
                        .hasViolation())
                .isFalse();
    }
}
