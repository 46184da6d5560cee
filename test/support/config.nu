# Times as they are, where Nushell would say "8 months ago": what is shown stays true.
$env.config.datetime_format.table = "%Y-%m-%d %H:%M"
