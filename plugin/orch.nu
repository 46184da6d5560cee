# Reports on the orchestrator's data, made with the plugin's commands.
#
# > use /path/to/the/package/plugin/orch.nu

export use report/gate.nu "report gate"
export use report/page.nu "report page"
export use report/prometheus.nu "report prometheus"
export use report/summary.nu "report summary"
