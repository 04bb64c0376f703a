#!/bin/sh
# run_on_cpu.sh MODEL PROGRAM: runs PROGRAM on an emulated CPU; exit code 77 = skipped.
if ! command -v qemu-x86_64 >/dev/null 2>&1; then
  echo "skipped: qemu-x86_64 (package qemu-user) is not installed"
  exit 77
fi
exec qemu-x86_64 -cpu "$1" "$2"
