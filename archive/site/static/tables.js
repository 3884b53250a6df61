/* Names for the editor of SQL, which Datasette's script puts in the place of a named field. */
addEventListener("load", () => {
  for (const field of document.querySelectorAll(".CodeMirror textarea, .cm-content")) field.setAttribute("aria-label", "SQL");
});
