import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';

/** Changes a YAML text and leaves its comments, anchors and order as they are; its layout is left to the formatter. */
export function editYaml(text: string, edit: (document: Document.Parsed) => void): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw document.errors[0]!;
  edit(document);
  return document.toString({ lineWidth: 0, singleQuote: true });
}

type Path = readonly (string | number)[];

/** The list at a path. */
export function listAt(document: Document.Parsed, path: Path): YAMLSeq {
  const found = document.getIn(path, true);
  if (!isSeq(found)) throw new Error(`${path.join('.')} is no list`);
  return found;
}

/** The mapping at a path. */
export function mapAt(document: Document.Parsed, path: Path): YAMLMap {
  const found = document.getIn(path, true);
  if (!isMap(found)) throw new Error(`${path.join('.')} is no mapping`);
  return found;
}

/** The item of a list that has this value under a key, such as the variable of a container by its name. */
export function itemWith(list: YAMLSeq, key: string, value: string): YAMLMap {
  const found = list.items.find((item) => isMap(item) && item.get(key) === value);
  if (!isMap(found)) throw new Error(`there is no item with ${key} ${value}`);
  return found;
}

/** Takes the items out that are equal to a value. */
export function removeFrom(document: Document.Parsed, list: YAMLSeq, value: unknown): void {
  const wanted = JSON.stringify(value);
  list.items = list.items.filter((item) => JSON.stringify((item as Node).toJS(document)) !== wanted);
}

/** Puts another text in the place of a scalar's, which keeps its style: a block stays a block. */
export function changeText(map: YAMLMap, key: string, change: (text: string) => string): void {
  const found = map.get(key, true);
  if (!isScalar(found) || typeof found.value !== 'string') throw new Error(`${key} is no text`);
  found.value = change(found.value);
}

/** A text of YAML as a node to put into another document, whose anchors it may refer to. */
export function nodeOf(text: string): Node {
  const { contents, errors } = parseDocument(text);
  if (contents === null || errors.length > 0) throw errors[0] ?? new Error('there is nothing in it');
  return contents;
}
