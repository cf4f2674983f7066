package io.haplatform.sample;

/** Who answered. */
public record Whoami(String service, String instance, String version, String region, String zone, int port) {}
