import { Suspense, lazy, type ReactNode } from "react";
import { createBoard, isCard, type Card } from "@board/model";
import { today } from "@board/model/dates";
import { Priority } from "@model";
import { Button, Shell as Frame } from "@web/ui";
import logo from "./logo.svg";
import "./app.css";

const Settings = lazy(() => import("./pages/Settings"));

function List<T extends Card>({ cards, render: show }: { cards: T[]; render: (card: T) => ReactNode }) {
  return <ul>{cards.filter(isCard).map((card, index) => <li key={index}>{show(card as T)}</li>)}</ul>;
}

export default function App(props: React.PropsWithChildren<{ cards: Card[] }>): JSX.Element {
  const board = createBoard();
  if (typeof FEATURE !== "undefined") window.board = board;
  return (
    <Frame title={BUILD_ID}>
      <img src={logo} alt={today().toISOString()} data-priority={Priority.Low} />
      <List cards={props.cards} render={({ id }) => <Button.Primary label={id} />} />
      <Suspense fallback={null}><Settings /></Suspense>
    </Frame>
  );
}
