package io.haplatform.admin.query;

/**
 * An override, whether its instance is there or not.
 *
 * @param service of the instance
 * @param id of the instance
 * @param registered whether the instance is there now
 * @param ended whether its end has passed, so that it says nothing any more and is about to be removed
 * @param override what is imposed
 */
public record Imposition(String service, String id, boolean registered, boolean ended, Backend.Imposed override) {}
