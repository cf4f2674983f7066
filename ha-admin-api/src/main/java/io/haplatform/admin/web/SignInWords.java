package io.haplatform.admin.web;

import java.util.Locale;

/** The sign-in page's words. It has no script, so they are chosen here and not in the browser. */
record SignInWords(
        String lang,
        String title,
        String user,
        String password,
        String button,
        String failed,
        String signedOut,
        String hint) {

    private static final SignInWords ENGLISH = new SignInWords(
            "en",
            "Sign in",
            "User",
            "Password",
            "Sign in",
            "User or password is wrong.",
            "You are signed out.",
            "The password is in HA_ADMIN_PASSWORD, or on the console where the admin was started.");
    private static final SignInWords CHINESE = new SignInWords(
            "zh", "登录", "用户", "密码", "登录", "用户名或密码错误。", "已退出登录。", "密码来自 HA_ADMIN_PASSWORD，或见启动管理端的控制台输出。");

    static SignInWords in(Locale locale) {
        return locale.getLanguage().equals("zh") ? CHINESE : ENGLISH;
    }
}
