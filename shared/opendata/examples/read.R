# Reads early help figures: who differs, in which direction, and from what.
#
#     Rscript read.R [ADDRESS]         # default http://127.0.0.1:8080
#
# It needs R 4 with curl and jsonlite: install.packages(c("curl", "jsonlite")).

library(curl)
library(jsonlite)

args <- commandArgs(trailingOnly = TRUE)
site <- if (length(args) > 0) sub("/+$", "", args[1]) else "http://127.0.0.1:8080"

# get returns the status, the ETag and the text at an address of the API.
get <- function(path, query = list(), etag = NULL) {
  pairs <- paste(names(query), vapply(query, function(v) curl_escape(v), ""), sep = "=", collapse = "&")
  h <- new_handle()
  if (!is.null(etag)) handle_setheaders(h, "If-None-Match" = etag)
  r <- curl_fetch_memory(paste0(site, "/api/v1/", path, "?", pairs), handle = h)
  text <- rawToChar(r$content)
  Encoding(text) <- "UTF-8"
  if (r$status_code >= 400) {
    problem <- fromJSON(text) # says what is wrong, and names what there is
    stop(problem$title, ". ", problem$detail)
  }
  list(status = r$status_code, etag = parse_headers_list(r$headers)[["etag"]], text = text)
}

# One indicator, one year, every area.
first <- get("benchmarks/E06", list(period = "2024-25"))
answer <- fromJSON(first$text)
if (answer$demonstration) cat(answer$note, "\n")
cat(answer$title, ", ", answer$periodWords, ", publication ", answer$version, "\n", sep = "")
cat(answer$england$words, "\n")
cat(answer$funnel$outside, "areas lie outside the 99.8% limits; without allowing for how much areas differ it would be", answer$funnel$outsideUnadjusted, "\n")
outside <- answer$areas[answer$areas$outlier %in% c("high998", "low998"), ]
cat(paste0("  ", outside$words), sep = "\n")

# Ask again: 304 says that nothing has changed, and sends nothing.
cat("asked again:", get("benchmarks/E06", list(period = "2024-25"), etag = first$etag)$status, "\n")

# Everything, as one file. The version in the address makes it the same for
# good: put it into a report. A symbol stands where a number cannot, and an
# empty number is never zero. Codes stay text, since a DfE number may begin
# with 0.
numbers <- c("numerator", "denominator", "value", "lower95", "upper95", "lower998", "upper998")
facts <- read.csv(text = get("facts.csv", list(version = answer$version))$text, colClasses = "character", encoding = "UTF-8")
facts[numbers] <- lapply(facts[numbers], as.numeric)
areas <- facts[facts$level == "area" & facts$breakdown == "total", ]
print(table(ifelse(areas$symbol == "", "shown", paste0("[", areas$symbol, "]"))))

# A funnel plot without limits: value against denominator, England's line across.
e06 <- areas[areas$indicator == "E06" & areas$period == "2024-25" & areas$symbol == "", ]
png("re-referrals.png", width = 1200, height = 800)
plot(e06$denominator, e06$value, xlab = "Referrals", ylab = "Re-referred within 12 months (%)", main = "Early help benchmarks, 2024-25")
abline(h = answer$england$value)
invisible(dev.off())
cat("drawn: re-referrals.png\n")
