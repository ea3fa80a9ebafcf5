# R: vectors with NA. Missing is NA, for numbers and for truths.
ki67 <- NA_real_
a <- NA
say <- function(value) if (is.na(value)) "NA" else tolower(as.character(value))
ask <- function(expression) tryCatch(say(eval(expression)), error = function(e) "error (if)")
asked <- list(
  missing = quote(ki67 < 10),
  negated = quote(!a),
  or_true = quote(a | TRUE),
  or_false = quote(a | FALSE),
  table = quote(ifelse(ki67 < 10, "low", "not low")),
  nan = quote(NaN > 5),
  control = quote(ifelse(5 < 10, "low", "not low"))
)
pairs <- paste0("\"", names(asked), "\": \"", vapply(asked, ask, ""), "\"", collapse = ", ")
version <- paste(R.version$major, R.version$minor, sep = ".")
cat("{\"version\": \"", version, "\", \"answers\": {", pairs, "}}\n", sep = "")
