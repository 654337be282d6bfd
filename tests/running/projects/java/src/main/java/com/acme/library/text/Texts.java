package com.acme.library.text;

public final class Texts {
    public static final String TITLE = "Library: ", END = ".";

    private Texts() {}

    public static String quoted(String text) {
        return '"' + text + '"';
    }
}
