/** What to do where Nushell calls for what the plugin does not have: it goes by the signatures that it was once given. */
export const addAgain =
  "Nushell keeps the commands and flags that a plugin had when it was added: after an upgrade run `plugin add` again, then `plugin use`.";
