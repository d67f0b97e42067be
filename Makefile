# 常用的就这几个；`make help` 列出。
.PHONY: help serve test test-cluster lint bench docs environment

help:          ## 列出这些命令
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

environment:   ## 建好 .venv（依赖按 requirements.txt 的散列锁定）
	@bash deploy/environment.sh

serve: environment   ## 从零到能用：环境、知识库、模型，然后启动居民端、动作服务、工作台
	@.venv/bin/python -m bot serve

test: environment    ## 全部检查：写法、类型、知识、测试
	@bash deploy/test.sh

test-cluster: environment   ## 几台机器：真的 PostgreSQL、Redis、nginx（先装 Debian 的 postgresql、redis-server、nginx-light），两套小西
	@PYTHONPATH=. PYTHONWARNINGS=ignore .venv/bin/python -m pytest -q -rs tests/cluster

lint: environment    ## 写法和类型
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy bot actions

bench: environment   ## 和同类方法并排测一遍，写进 docs/benchmarks.md
	@.venv/bin/python -m benchmarks

docs: environment    ## 重新生成 docs 里由数据生成的页
	@.venv/bin/python -m bot docs
