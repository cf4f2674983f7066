package io.haplatform.core.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.haplatform.core.architecture.planted.cycle.one.One;
import io.haplatform.core.architecture.planted.cycle.two.Two;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.haplatform.core");

    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("io.haplatform.core.architecture.planted");

    private static final List<ArchRule> RULES =
            List.of(CoreRules.PURE, CoreRules.TIME_ONLY_IN_TIME, CoreRules.NULL_MARKED, CoreRules.NO_STATIC_STATE);

    @TestFactory
    Stream<DynamicTest> theCoreKeeps() {
        return Stream.concat(
                        Stream.concat(RULES.stream(), Stream.of(CoreRules.NO_CYCLES)),
                        CoreRules.ARROWS.stream().map(CoreRules::arrowsOf))
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
        JavaClasses cycle = new ClassFileImporter().importClasses(One.class, Two.class);

        ArchRule rule = slices().matching("io.haplatform.core.architecture.planted.cycle.(*)..")
                .should()
                .beFreeOfCycles();

        assertThat(rule.evaluate(cycle).hasViolation()).isTrue();
    }

    @Test
    void anArrowAgainstTheOrderFires() {
        // the order reversed: what the core does all the time becomes a violation
        ArchRule reversed = noClasses()
                .that()
                .resideInAPackage("io.haplatform.core.registry..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.haplatform.core.instance..");

        assertThat(reversed.evaluate(CORE).hasViolation()).isTrue();
    }
}
