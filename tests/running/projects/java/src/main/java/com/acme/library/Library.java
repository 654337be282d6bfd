package com.acme.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.acme.library.lending.Loan;
import com.acme.library.lending.Loan.State;
import com.acme.library.model.*;
import static com.acme.library.text.Texts.TITLE;
import static com.acme.library.text.Texts.quoted;

public class Library {
    private final List<Book> books = new ArrayList<>();
    private final Shelf shelf = new Shelf();

    public Optional<Book> find(String title) {
        return books.stream().filter(book -> book.title().equals(title)).findFirst();
    }

    public State lend(Book book) {
        Loan loan = new Loan.Builder(book).days(Loan.DAYS).build();
        shelf.remove(book);
        System.out.println(TITLE + quoted(book.title()));
        return loan.state();
    }
}
