package texts

const Title = "depot"
