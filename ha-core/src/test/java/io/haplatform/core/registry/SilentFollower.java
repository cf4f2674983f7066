package io.haplatform.core.registry;

/** Follows the log and does nothing about it, but for what a test overrides. */
public class SilentFollower implements Follower {

    @Override
    public void onEntry(LogEntry entry) {}

    @Override
    public void onGap(String reason, boolean historyLost) {}

    @Override
    public void onAvailability(boolean available, String reason) {}
}
