package io.haplatform.core.architecture.planted.arrow.registry;

/** Sees nothing. */
public interface High {}
