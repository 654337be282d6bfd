package com.acme.library.model;

public record Book(String title, Author author) implements Titled {
    public static Book of(String title) {
        return new Book(title, Author.UNKNOWN);
    }
}
