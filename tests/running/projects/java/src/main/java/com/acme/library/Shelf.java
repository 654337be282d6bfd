package com.acme.library;

import com.acme.library.model.Book;
import java.util.LinkedHashSet;

class Shelf {
    private final LinkedHashSet<Book> books = new LinkedHashSet<>();

    boolean remove(Book book) {
        return books.remove(book);
    }
}
