package io.haplatform.spring.actuate;

/** Something that the Actuator endpoint {@code ha} can do. Every bean of this type can be called. */
public interface HaOperation {

    /** Its name in the path: {@code POST /actuator/ha/<name>}. */
    String name();

    /** Does it, and says what came of it. */
    Object run();
}
