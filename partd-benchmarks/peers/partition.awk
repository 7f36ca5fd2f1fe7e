# Writes each row to one of 64 files in the directory `out` by its pickup zone; `header` is the file's first line.
NR == 1 && $0 == header { next }
{
  part = $8 % 64
  if (!(part in file)) {
    file[part] = sprintf("%s/part-%05d.csv", out, part)
    if (titled) print header > file[part]
  }
  print > file[part]
}
