"""After the review: payment, training, exam, makeup, certificate, subsidy."""
