"""What follows from mails, readings and rulings, and can be made anew: kept so that only what is new is worked on."""
