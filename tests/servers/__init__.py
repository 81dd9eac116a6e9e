"""Real servers on loopback, built from public Maven artefacts: what is published is proved on them.

`make test-servers` runs what stands here; `make test` needs none of it and runs the same contract on fakes that keep
to what the servers answered.
"""
