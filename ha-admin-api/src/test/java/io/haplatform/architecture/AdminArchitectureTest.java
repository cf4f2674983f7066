package io.haplatform.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.RestController;

/** Outside {@code io.haplatform.admin}: what is planted here must not be found by the application's component scan. */
class AdminArchitectureTest {

    private static final JavaClasses ADMIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.haplatform.admin");

    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("io.haplatform.architecture.planted");

    private static final ArchRule CONTROLLERS_RETURN_OWN_RECORDS = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(RestController.class)
            .and()
            .arePublic()
            .or()
            .arePackagePrivate()
            .and()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(RestController.class)
            .should(new ArchCondition<JavaMethod>("return admin's own records") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    List<String> foreign = method.getReturnType().getAllInvolvedRawTypes().stream()
                            .map(JavaClass::getName)
                            .filter(name ->
                                    name.startsWith("io.haplatform.") && !name.startsWith("io.haplatform.admin."))
                            .toList();
                    events.add(new SimpleConditionEvent(
                            method, foreign.isEmpty(), method.getFullName() + " returns " + foreign));
                }
            })
            .because("the REST contract must not change when the core does");

    private static final ArchRule QUERIES_KNOW_NO_WEB = noClasses()
            .that()
            .resideInAnyPackage("io.haplatform.admin.query..", "..planted.query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.haplatform.admin.api..", "io.haplatform.admin.web..", "org.springframework.web..")
            .because("what is asked is answered the same for REST, the stream and alerts");

    private static final ArchRule NO_FIELD_INJECTION = noFields()
            .should()
            .beAnnotatedWith(Autowired.class)
            .orShould()
            .beAnnotatedWith(Value.class)
            .because("what an object needs is in its constructor, where a test can give it");

    private static final List<ArchRule> RULES =
            List.of(CONTROLLERS_RETURN_OWN_RECORDS, QUERIES_KNOW_NO_WEB, NO_FIELD_INJECTION);

    @TestFactory
    Stream<DynamicTest> adminKeeps() {
        return RULES.stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(ADMIN)));
    }

    @TestFactory
    Stream<DynamicTest> aPlantedViolationFires() {
        return RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(),
                        () -> assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue()));
    }
}
