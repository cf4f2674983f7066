package io.haplatform.spring.web;

/** Works out the answer to a probe by asking whatever it depends on. May block; called off the request path only. */
@FunctionalInterface
public interface HealthSource {

    ProbeAnswer answer(Probe probe);
}
