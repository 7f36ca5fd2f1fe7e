.PHONY: help build test format bench

help:
	@echo "make build   compile everything and make the runnable jar, without testing"
	@echo "make test    check everything, as CI does: tests, warnings, formatting"
	@echo "make format  format the code"
	@echo "make bench   run the benchmarks (BENCH=name for some of them)"

build:
	mvn package -DskipTests

test:
	mvn verify

format:
	mvn spotless:apply

bench:
	mvn -q package -DskipTests -pl partd-benchmarks -am
	java -jar partd-benchmarks/target/benchmarks.jar $(BENCH)
