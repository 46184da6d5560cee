@echo off
node "%~dp0nu_plugin_orchestrator" %*
