package io.haplatform.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;

class StarterArchitectureTest {

    private static final JavaClasses STARTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(
                    location -> !location.contains("/haplatform/core/") && !location.contains("/haplatform/redis/"))
            .importPackages("io.haplatform.spring", "io.haplatform.autoconfigure");

    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("io.haplatform.architecture.planted");

    private static final ArchRule SPRING_KNOWS_THE_CORE_ALONE = noClasses()
            .that()
            .resideInAnyPackage("io.haplatform.spring..", "..planted.spring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.haplatform.autoconfigure..", "io.haplatform.redis..", "io.haplatform.raft..", "io.lettuce..")
            .because("what integrates Spring works over any registry; only the auto-configuration knows which");

    private static final ArchRule PROPERTIES_ARE_RECORDS = classes()
            .that()
            .areAnnotatedWith(ConfigurationProperties.class)
            .should()
            .beRecords()
            .because("settings are values with invariants, checked once when they are bound");

    private static final ArchRule NO_FIELD_INJECTION = noFields()
            .should()
            .beAnnotatedWith(Autowired.class)
            .orShould()
            .beAnnotatedWith(Value.class)
            .orShould()
            .beAnnotatedWith("jakarta.annotation.Resource")
            .because("what an object needs is in its constructor, where a test can give it");

    private static final ArchRule AUTO_CONFIGURATIONS_ARE_PUBLIC_FINAL = classes()
            .that()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .bePublic()
            .andShould()
            .haveModifier(JavaModifier.FINAL)
            .because("they are named by others and extended by nobody");

    private static final ArchRule BEAN_METHODS_ARE_PACKAGE_PRIVATE = methods()
            .that()
            .areAnnotatedWith(Bean.class)
            .should()
            .bePackagePrivate()
            .because("a bean is had from the context, never by calling its method");

    private static final ArchRule NULL_MARKED = classes()
            .that(describe("are top level", c -> c.isTopLevelClass()))
            .should(new ArchCondition<JavaClass>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            item, marked, item.getName() + " is in a package without @NullMarked"));
                }
            })
            .because("null is a type error here");

    private static final ArchRule NO_CYCLES = noCycles("io.haplatform.spring.(*)..");

    private static final ArchRule NO_STATIC_STATE = noFields()
            .that()
            .areStatic()
            .should(
                    new ArchCondition<JavaField>(
                            "not be final, or be an atomic, a collection to be filled or an array of state") {
                        @Override
                        public void check(JavaField field, ConditionEvents events) {
                            boolean mutable = !field.getModifiers().contains(JavaModifier.FINAL)
                                    || field.getRawType().getPackageName().startsWith("java.util.concurrent");
                            events.add(new SimpleConditionEvent(
                                    field,
                                    mutable,
                                    field.getFullName() + " is state that all contexts of a JVM share"));
                        }
                    })
            .because("two applications in one JVM must not meet in a static field");

    private static ArchRule noCycles(String packages) {
        return slices().matching(packages)
                .should()
                .beFreeOfCycles()
                .because("packages that need each other are one package");
    }

    private static final List<ArchRule> RULES = List.of(
            SPRING_KNOWS_THE_CORE_ALONE,
            PROPERTIES_ARE_RECORDS,
            NO_FIELD_INJECTION,
            AUTO_CONFIGURATIONS_ARE_PUBLIC_FINAL,
            BEAN_METHODS_ARE_PACKAGE_PRIVATE,
            NO_STATIC_STATE,
            NULL_MARKED);

    @TestFactory
    Stream<DynamicTest> theStarterKeeps() {
        return Stream.concat(RULES.stream(), Stream.of(NO_CYCLES))
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(STARTER)));
    }

    @TestFactory
    Stream<DynamicTest> aPlantedViolationFires() {
        return Stream.concat(RULES.stream(), Stream.of(noCycles("io.haplatform.architecture.planted.(*)..")))
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue()));
    }
}
