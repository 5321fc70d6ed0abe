import { useEffect, useRef, useState, type RefObject } from "react";

/** The width of an element in CSS pixels, kept up to date; undefined before it is laid out. */
export function useElementWidth<E extends HTMLElement>(): [
  RefObject<E | null>,
  number | undefined,
] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
