package io.haplatform.spring.actuate;

/** A part of what the Actuator endpoint {@code ha} shows. Every bean of this type is shown. */
public interface HaSection {

    /** Its name in the answer, and in the path: {@code /actuator/ha/<name>}. */
    String name();

    /** What it shows now; anything that can be written as JSON. */
    Object read();
}
