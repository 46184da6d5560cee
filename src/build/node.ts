/** The newest Node that the plugin is tried on, and the one that its executables contain. */
export const newestNode = "26.12.1";
