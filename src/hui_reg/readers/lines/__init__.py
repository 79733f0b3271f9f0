"""Tools of readers of text: labels, layout, spans, prose, and what words mean."""
