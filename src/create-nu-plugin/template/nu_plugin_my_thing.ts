#!/usr/bin/env node
import { servePlugin } from "nu-plugin";
import { command } from "./my-thing.ts";

process.exit(await servePlugin({ version: "0.1.0", commands: [command] }));
